"""What lies on the volumes: versions and champions, data sets, validations; whole or not there."""
