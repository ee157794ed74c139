{# Fails for each result of a check that did not pass. #}
{% test checks_passed(model) %}
select *
from {{ model }}
where passed is not true
{% endtest %}
