{# Fails for each result of a check that did not pass. #}
{% test checks_passed(model, check_code) %}
select *
from {{ model }}
where check_code = '{{ check_code }}' and not passed
{% endtest %}
