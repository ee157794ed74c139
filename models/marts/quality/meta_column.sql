select
    ---------- ids
    table_name,
    column_name,

    ---------- where it stands
    cast(column_position as integer) as column_position,
    cast(key_position as integer) as key_position,

    ---------- what it means
    description,
    description_no
from {{ described_columns() }}
    as columns (table_name, column_name, column_position, key_position, description, description_no)
