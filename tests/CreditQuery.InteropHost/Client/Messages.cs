using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace CreditQuery.InteropHost.Client;

/// <summary>The messages that the cases send.</summary>
internal static class Messages
{
    public const int LargeRequest = 271828;
    public const int LargeResponse = 314159;

    public static SimpleRequest Large() => new() { ResponseSize = LargeResponse, Payload = Zeros(LargeRequest) };

    public static Payload Zeros(int size) => new() { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) };

    public static BoolValue Flag(bool value) => new() { Value = value };

    /// <summary>A request for one response per size.</summary>
    public static StreamingOutputCallRequest Output(params IEnumerable<int> sizes)
    {
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(sizes.Select(size => new ResponseParameters { Size = size }));
        return request;
    }

    /// <summary>Reads to the end of a stream.</summary>
    /// <returns>The size of each payload.</returns>
    public static async Task<int[]> SizesAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses)
    {
        var sizes = new List<int>();
        await foreach (var response in responses.ReadAllAsync())
        {
            sizes.Add(response.Payload.Body.Length);
        }

        return [.. sizes];
    }
}
