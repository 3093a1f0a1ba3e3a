namespace Grpc.Server;

/// <summary>A method ready to be mapped.</summary>
/// <param name="Handler">Serves its calls.</param>
/// <param name="Attributes">Endpoint metadata written as attributes on the service and the method.</param>
internal sealed record MappedMethod(ServerCallHandler Handler, object[] Attributes);
