# The folders of predictors as an image. It needs nothing but `cp`, and the nodes have that of the API already:
#   docker build --build-arg API=bellwether-api --file deploy/helm/predictors.Dockerfile --tag bellwether-predictors predictors
ARG API
FROM ${API}
COPY --chown=10001:10001 . /predictors
