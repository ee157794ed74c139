{{ participants_by('country', measure_level='group', statuses='status') }}
