{{ participants_by('country') }}
