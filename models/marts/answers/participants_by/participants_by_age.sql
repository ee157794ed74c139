{{ participants_by('age') }}
