"""What the widgets of gradient descent are made of: landscapes, pictures, and a race."""
