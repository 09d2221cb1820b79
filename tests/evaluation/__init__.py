"""The evaluation, at the edges of every criterion."""
