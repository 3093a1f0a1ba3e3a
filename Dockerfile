# syntax=docker/dockerfile:1
# Targets: node (server and creditq, no shell, not root), tools (creditq and deploy/certificates.sh, for the first start).
# DOTNET_IMAGES: where the images of .NET are taken from; a mirror has them under another name.
ARG DOTNET_IMAGES=mcr.microsoft.com/dotnet
ARG SDK_TAG=10.0.401-noble
ARG RUNTIME_TAG=10.0.12-noble

FROM ${DOTNET_IMAGES}/sdk:${SDK_TAG} AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/CreditQuery.Server -c Release -o /app \
 && dotnet publish src/CreditQuery.Cli -c Release -o /cli \
 && mkdir -p /volumes/data /volumes/keys

FROM ${DOTNET_IMAGES}/aspnet:${RUNTIME_TAG} AS tools
COPY --from=build /cli /opt/creditq
COPY --from=build /source/catalogues /opt/creditquery/catalogues
COPY deploy/certificates.sh deploy/first-start.sh deploy/log-init.sh /usr/local/bin/
# openssl comes with the certificates of the image; the build fails here if it ever does not.
RUN openssl version && ln -s /opt/creditq/creditq /usr/local/bin/creditq
USER $APP_UID
ENTRYPOINT ["creditq"]

FROM ${DOTNET_IMAGES}/aspnet:${RUNTIME_TAG}-chiseled AS node
COPY --from=build /cli /opt/creditq
COPY --from=build /app /opt/creditquery
# An empty volume takes owner and mode of the folder that it covers.
COPY --from=build --chown=$APP_UID:$APP_UID /volumes/data /var/lib/creditquery
COPY --from=build --chown=$APP_UID:$APP_UID /volumes/keys /etc/creditquery/keys
WORKDIR /var/lib/creditquery
ENV Log__Path=/var/lib/creditquery/log \
    Index__Folder=/var/lib/creditquery/index \
    RegistryKey__Path=/etc/creditquery/keys/registry.key \
    Server__InitialCatalogue=/opt/creditquery/catalogues/cn-2026.yaml \
    Telemetry__LogFormat=json
USER $APP_UID
ENTRYPOINT ["dotnet", "/opt/creditquery/CreditQuery.Server.dll"]
