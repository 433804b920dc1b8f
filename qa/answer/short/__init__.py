"""The short answer: a verbatim run of tokens of one sentence."""
