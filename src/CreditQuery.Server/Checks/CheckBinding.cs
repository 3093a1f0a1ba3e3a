using CreditQuery.Server.Checks.Wire;
using Google.Protobuf;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace CreditQuery.Server.Checks;

/// <summary>CreditQueryService as the contract has it, with checks read from their bytes and replies that are bytes already.</summary>
/// <remarks>What the generated code does with messages, done with <see cref="AskedCheck"/> and <see cref="CheckReply"/>: the same service, methods and descriptor, bound by
/// the public types of gRPC alone.</remarks>
internal static class CheckBinding
{
    private static readonly Method<BatchCheckSubjectsRequest, CheckReply> BatchCheckSubjects =
        new(MethodType.Unary, Descriptor.FullName, nameof(CheckServiceBase.BatchCheckSubjects), Of(BatchCheckSubjectsRequest.Parser), CheckReply.Marshaller);

    private static readonly Method<GetSubjectRequest, GetSubjectResponse> GetSubject =
        new(MethodType.Unary, Descriptor.FullName, nameof(CheckServiceBase.GetSubject), Of(GetSubjectRequest.Parser), Of(GetSubjectResponse.Parser));

    /// <summary>The service, for reflection.</summary>
    public static ServiceDescriptor Descriptor => CreditQueryService.Descriptor;

    /// <summary>Binds a service; the gRPC layer finds this method by the attribute of the base class.</summary>
    /// <param name="binder">Takes the methods.</param>
    /// <param name="service">The service; null where the layer makes one per call.</param>
    public static void BindService(ServiceBinderBase binder, CheckServiceBase? service)
    {
        var intake = new CheckIntake();
        var checkSubject = new Method<AskedCheck, CheckReply>(
            MethodType.Unary, Descriptor.FullName, nameof(CheckServiceBase.CheckSubject), intake.Single, CheckReply.Marshaller);
        var streamChecks = new Method<AskedCheck, CheckReply>(
            MethodType.DuplexStreaming, Descriptor.FullName, nameof(CheckServiceBase.StreamChecks), intake.Streamed, CheckReply.Marshaller);
        binder.AddMethod(checkSubject, service is null ? null! : new UnaryServerMethod<AskedCheck, CheckReply>(service.CheckSubject));
        binder.AddMethod(BatchCheckSubjects, service is null ? null! : new UnaryServerMethod<BatchCheckSubjectsRequest, CheckReply>(service.BatchCheckSubjects));
        binder.AddMethod(streamChecks, service is null ? null! : new DuplexStreamingServerMethod<AskedCheck, CheckReply>(service.StreamChecks));
        binder.AddMethod(GetSubject, service is null ? null! : new UnaryServerMethod<GetSubjectRequest, GetSubjectResponse>(service.GetSubject));
    }

    private static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : IMessage<T> =>
        new(Write, context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    private static void Write<T>(T message, SerializationContext context)
        where T : IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    /// <summary>The methods of the service.</summary>
    [BindServiceMethod(typeof(CheckBinding), nameof(BindService))]
    internal abstract class CheckServiceBase
    {
        /// <summary>Checks one subject.</summary>
        public abstract Task<CheckReply> CheckSubject(AskedCheck request, ServerCallContext context);

        /// <summary>Checks many subjects at one revision.</summary>
        public abstract Task<CheckReply> BatchCheckSubjects(BatchCheckSubjectsRequest request, ServerCallContext context);

        /// <summary>Checks subjects one after the other.</summary>
        public abstract Task StreamChecks(IAsyncStreamReader<AskedCheck> requestStream, IServerStreamWriter<CheckReply> responseStream, ServerCallContext context);

        /// <summary>Tells everything known of one subject.</summary>
        public abstract Task<GetSubjectResponse> GetSubject(GetSubjectRequest request, ServerCallContext context);
    }
}
