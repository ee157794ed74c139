{{ config(materialized='table') }}

-- What a whole label is known by: a measure, status or group by its name, a region by its code and name.
select label_key
from {{ ref('int_known_labels') }}
union
select region_code || name_key as label_key
from {{ ref('int_region_names') }}
union
select region_code || norwegian_key as label_key
from {{ ref('int_region_names') }}
