{#-
    A relation by schema and name alone. DuckDB keeps a function with the names that it was made with, and
    what is published is a database of another name.
-#}
{% macro unqualified(relation) -%} {{ relation.include(database=false) }} {%- endmacro %}
