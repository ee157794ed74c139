"""Generated, spoilt and rewritten reports; what runs dbt by itself, and what writes pages."""
