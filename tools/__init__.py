"""What developers run by hand: locks, environments, training, measuring. Nothing of the product imports it."""
