{{ participants_by('birth_region', measure_level='group') }}
