"""The widgets in a real JupyterLab, driven like a learner drives it."""
