"""What the docs say and print, tried."""
