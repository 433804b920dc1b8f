"""Questions with a key, asked and judged: sets, metrics, reports, comparisons, batches."""
