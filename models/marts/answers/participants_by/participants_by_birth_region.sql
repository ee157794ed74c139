{{ participants_by('birth_region') }}
