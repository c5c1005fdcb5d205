"""What is said: pure flows, forms as data, the switchboard."""
