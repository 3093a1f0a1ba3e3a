using Google.Protobuf;
using Grpc.Core;
using Alpha = Grpc.Reflection.V1Alpha;

namespace Grpc.Reflection;

/// <summary>grpc.reflection.v1alpha: the same messages under an older name.</summary>
internal sealed class ReflectionAlphaService(MappedDescriptors descriptors) : Alpha.ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<Alpha.ServerReflectionRequest> requestStream,
        IServerStreamWriter<Alpha.ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            // Equal on the wire: one implementation serves both.
            var request = V1.ServerReflectionRequest.Parser.ParseFrom(requestStream.Current.ToByteString());
            var response = ReflectionService.Answer(request, descriptors.Symbols);
            await responseStream.WriteAsync(Alpha.ServerReflectionResponse.Parser.ParseFrom(response.ToByteString()));
        }
    }
}
