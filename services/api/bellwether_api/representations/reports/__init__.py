"""The reports of versions and of validations, as a training and a validation write them."""
