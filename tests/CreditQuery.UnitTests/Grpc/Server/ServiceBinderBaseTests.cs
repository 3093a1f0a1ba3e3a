using Grpc.Core;

namespace CreditQuery.UnitTests.Grpc.Server;

public sealed class ServiceBinderBaseTests
{
    private static readonly Marshaller<string> Text = Marshallers.Create(static text => System.Text.Encoding.UTF8.GetBytes(text), static bytes => System.Text.Encoding.UTF8.GetString(bytes));

    [Theory]
    [InlineData(MethodType.Unary)]
    [InlineData(MethodType.ClientStreaming)]
    [InlineData(MethodType.ServerStreaming)]
    [InlineData(MethodType.DuplexStreaming)]
    public void AddMethod_KindThatIsNotOverridden_RefusedByName(MethodType type)
    {
        var method = new Method<string, string>(type, "test.Service", "Ask", Text, Text);
        var binder = new UnaryAndNothingElse();

        var refusal = Record.Exception(() => Add(binder, method));

        if (type == MethodType.Unary)
        {
            Assert.Null(refusal);
            Assert.Equal("/test.Service/Ask", binder.Taken);
            return;
        }

        Assert.Equal($"UnaryAndNothingElse does not take {type} methods: /test.Service/Ask.", Assert.IsType<NotSupportedException>(refusal).Message);
    }

    private static void Add(ServiceBinderBase binder, Method<string, string> method)
    {
        switch (method.Type)
        {
            case MethodType.Unary:
                binder.AddMethod(method, (UnaryServerMethod<string, string>?)null);
                break;
            case MethodType.ClientStreaming:
                binder.AddMethod(method, (ClientStreamingServerMethod<string, string>?)null);
                break;
            case MethodType.ServerStreaming:
                binder.AddMethod(method, (ServerStreamingServerMethod<string, string>?)null);
                break;
            default:
                binder.AddMethod(method, (DuplexStreamingServerMethod<string, string>?)null);
                break;
        }
    }

    private sealed class UnaryAndNothingElse : ServiceBinderBase
    {
        public string Taken { get; private set; } = "";

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            Taken = method.FullName;
    }
}
