namespace Grpc.AspNetCore.Server;

/// <summary>Options of one service; what is not set here follows <see cref="GrpcServiceOptions"/>.</summary>
/// <typeparam name="TService">The service.</typeparam>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
    /// <summary>Makes options that set nothing.</summary>
    public GrpcServiceOptions()
        : base([])
    {
    }
}
