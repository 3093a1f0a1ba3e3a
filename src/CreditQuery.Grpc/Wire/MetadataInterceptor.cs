using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.Wire;

/// <summary>Lets a function choose the metadata of every call.</summary>
internal sealed class MetadataInterceptor : RewritingInterceptor
{
    private readonly Func<Metadata, Metadata> _choose;

    public MetadataInterceptor(Func<Metadata, Metadata> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        _choose = choose;
    }

    protected override ClientInterceptorContext<TRequest, TResponse> Rewrite<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context) =>
        new(context.Method, context.Host, context.Options.WithHeaders(_choose(context.Options.Headers ?? [])));
}
