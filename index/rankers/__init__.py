"""What gives passages scores: BM25 over two views, vectors, and the encoders behind them."""
