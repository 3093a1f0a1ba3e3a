using Grpc.Core;

namespace Grpc.Server;

internal sealed class CallPropagationToken(ServerCallContext call, ContextPropagationOptions options) : ContextPropagationToken
{
    internal override DateTime? Deadline { get; } = options.IsPropagateDeadline ? call.Deadline : null;

    internal override CancellationToken CancellationToken { get; } =
        options.IsPropagateCancellation ? call.CancellationToken : CancellationToken.None;
}
