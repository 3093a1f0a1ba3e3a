global using CreditQuery.Protos.V1;
global using Grpc.Core;
