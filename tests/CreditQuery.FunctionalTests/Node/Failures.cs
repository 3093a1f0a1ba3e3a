using Google.Rpc;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Reads what a failed call tells.</summary>
internal static class Failures
{
    /// <summary>Name of the ErrorInfo reason.</summary>
    public static string ReasonOf(RpcException failure)
    {
        var info = Detail<ErrorInfo>(failure);
        Assert.NotNull(info);
        Assert.Equal("creditquery", info.Domain);
        return info.Type;
    }

    /// <summary>Fields of the BadRequest, in order.</summary>
    public static IReadOnlyList<string> FieldsOf(RpcException failure) =>
        [.. Detail<BadRequest>(failure)?.FieldViolations.Select(violation => violation.Field) ?? []];

    /// <summary>Everything that a caller sees of a failure.</summary>
    public static string TextOf(RpcException failure) => $"{failure.Status} {failure.GetRpcStatus()} {string.Join(' ', failure.Trailers)}";

    private static T? Detail<T>(RpcException failure)
        where T : class, Google.Protobuf.IMessage<T>, new() =>
        failure.GetRpcStatus()?.Details.Where(any => any.Is(new T().Descriptor)).Select(any => any.Unpack<T>()).FirstOrDefault();
}
