"""What `explore_network` is made of.

worked (the numbers), checks, losses and steps (each formula, with its numbers in it), answers,
mistakes and loss_mistakes (what is wrong with a typed one), picture, and the widget: walk, fill_in.
"""
