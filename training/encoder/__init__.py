"""The bundled encoder: its vocabulary, its two passes of training, and how well it does.

Nothing is imported here: `python -m training.encoder.measure` needs none of the training.
"""
