"""What the facts say of months, regions and vintages, and what guards them."""
