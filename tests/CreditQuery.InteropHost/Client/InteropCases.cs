namespace CreditQuery.InteropHost.Client;

/// <summary>The interop cases by their official names. Source: interop-test-descriptions.md.</summary>
internal static class InteropCases
{
    public static IReadOnlyDictionary<string, Func<InteropRun, Task>> All { get; } =
        new Dictionary<string, Func<InteropRun, Task>>(StringComparer.Ordinal)
        {
            ["empty_unary"] = UnaryCases.EmptyAsync,
            ["large_unary"] = UnaryCases.LargeAsync,
            ["client_compressed_unary"] = CompressionCases.ClientUnaryAsync,
            ["server_compressed_unary"] = CompressionCases.ServerUnaryAsync,
            ["client_streaming"] = StreamCases.ClientAsync,
            ["client_compressed_streaming"] = CompressionCases.ClientStreamAsync,
            ["server_streaming"] = StreamCases.ServerAsync,
            ["server_compressed_streaming"] = CompressionCases.ServerStreamAsync,
            ["ping_pong"] = StreamCases.PingPongAsync,
            ["empty_stream"] = StreamCases.EmptyAsync,
            ["half_duplex"] = StreamCases.HalfDuplexAsync,
            ["slow_stream"] = StreamCases.SlowAsync,
            ["custom_metadata"] = MetadataCases.CustomAsync,
            ["status_code_and_message"] = MetadataCases.StatusAndMessageAsync,
            ["special_status_message"] = MetadataCases.SpecialMessageAsync,
            ["unimplemented_method"] = MetadataCases.UnimplementedMethodAsync,
            ["unimplemented_service"] = MetadataCases.UnimplementedServiceAsync,
            ["cancel_after_begin"] = CancelCases.AfterBeginAsync,
            ["cancel_after_first_response"] = CancelCases.AfterFirstResponseAsync,
            ["timeout_on_sleeping_server"] = CancelCases.TimeoutAsync,
            ["concurrent_large_unary"] = UnaryCases.ConcurrentAsync,
            ["rpc_soak"] = UnaryCases.SoakAsync,
            ["channel_soak"] = UnaryCases.ChannelSoakAsync,
        };
}
