-- The numbers that what spaces separate in the values of a row may be: a token, or up to three that follow each other
-- as the groups of digits of one number. Rows that can be read in more ways than can be looked at have none.
{%- set most_ways = 20000 %}
with unsettled as (

    select
        *,
        {{ list_length('tokens') }} as token_count
    from {{ of_new_reports(ref('int_row_values')) }}
    where {{ is_unsettled() }}

),

token_positions as (

    select
        report_id,
        line_number,
        has_digits_apart,
        tokens,
        {{ unnested(positions_of('tokens')) }} as position
    from unsettled

),

token_texts as (

    select
        report_id,
        line_number,
        has_digits_apart,
        position,
        {{ list_element('tokens', 'position') }} as printed_text
    from token_positions

),

all_tokens as (

    select
        *,
        {{ regex_replace('printed_text', '\\t|' ~ digit_space()) }} as digits,
        {{ matches('printed_text', '^' ~ digit_space() ~ '[0-9]{3}$') }} as may_go_on
    from token_texts

),

-- How many ways there can be: each token that may go on either does or does not, but for those after a
-- digit that is no number by itself. Rows with more ways than can be looked at are ambiguous.
tokens_before as (

    select
        *,
        lag(digits) over (partition by report_id, line_number order by position asc nulls last)
            as digits_before
    from all_tokens

),

free_tokens as (

    select
        report_id,
        line_number,
        count(*) filter (
            where
            may_go_on
            and {{ matches('digits_before', '^(?:[4-9]|[1-9][0-9]{1,2})$') }}
            and not {{ matches('digits', '^0') }}
        ) as free_count,
        count(*) filter (
            where
            may_go_on and ({{ matches('digits_before', '^[1-3]$') }} or {{ matches('digits', '^0') }})
        ) as forced_count
    from tokens_before
    where has_digits_apart
    group by report_id, line_number

),

rows_with_too_many_ways as (

    select
        unsettled.report_id,
        unsettled.line_number
    from unsettled
    inner join free_tokens
        on unsettled.report_id = free_tokens.report_id and unsettled.line_number = free_tokens.line_number
    where
        power(
            free_tokens.free_count,
            greatest(
                least(
                    unsettled.token_count - unsettled.month_count - free_tokens.forced_count,
                    free_tokens.free_count - (
                        unsettled.token_count - unsettled.month_count - 1 - free_tokens.forced_count
                    )
                ),
                0
            )
        ) > {{ most_ways }}

),

tokens as (

    select all_tokens.*
    from all_tokens
    left join rows_with_too_many_ways
        on
            all_tokens.report_id = rows_with_too_many_ways.report_id
            and all_tokens.line_number = rows_with_too_many_ways.line_number
    where rows_with_too_many_ways.report_id is null

),

-- A number is one token, or up to three: seven digits are more than there are people.
numbers as (

    select
        report_id,
        line_number,
        position as from_position,
        position + 1 as next_position,
        digits,
        printed_text
    from tokens
    where not {{ matches('digits', '^(?:0[0-9]|[0-3]$)') }}

    union all

    select
        first_token.report_id,
        first_token.line_number,
        first_token.position as from_position,
        second_token.position + 1 as next_position,
        first_token.digits || second_token.digits as digits,
        first_token.printed_text || second_token.printed_text as printed_text
    from tokens as first_token
    inner join tokens as second_token
        on
            first_token.report_id = second_token.report_id
            and first_token.line_number = second_token.line_number
            and first_token.position + 1 = second_token.position
    where
        first_token.has_digits_apart
        and {{ matches('first_token.digits', '^[1-9][0-9]{0,2}$') }}
        and second_token.may_go_on

    union all

    select
        first_token.report_id,
        first_token.line_number,
        first_token.position as from_position,
        third_token.position + 1 as next_position,
        first_token.digits || second_token.digits || third_token.digits as digits,
        first_token.printed_text || second_token.printed_text || third_token.printed_text as printed_text
    from tokens as first_token
    inner join tokens as second_token
        on
            first_token.report_id = second_token.report_id
            and first_token.line_number = second_token.line_number
            and first_token.position + 1 = second_token.position
    inner join tokens as third_token
        on
            first_token.report_id = third_token.report_id
            and first_token.line_number = third_token.line_number
            and first_token.position + 2 = third_token.position
    where
        first_token.has_digits_apart
        and {{ matches('first_token.digits', '^[1-9]$') }}
        and second_token.may_go_on
        and third_token.may_go_on

)

select
    ---------- ids
    report_id,
    line_number,
    from_position,
    next_position,

    ---------- as it is printed
    {{ regex_replace('printed_text', '^(?:\\t|' ~ digit_space() ~ ')+') }} as printed_value,

    ---------- its bounds
    case
        when digits = '*' then {{ var('suppressed_low') }} else {{ number_of('digits') }}
    end as number_low,
    case
        when digits = '*' then {{ var('suppressed_high') }} else {{ number_of('digits') }}
    end as number_high
from numbers
