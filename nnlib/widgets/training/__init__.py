"""What `explore_training` is made of.

recipe (data, networks, optimizers), run (the steps, and what is done by hand), code (the run as a
program), weights, picture, words, and the widget.
"""
