using CreditQuery.GrpcHosting.Http2.Hpack;

namespace CreditQuery.UnitTests.Grpc.Http2.Hpack;

/// <summary>Keeps the fields of one block.</summary>
internal sealed class FieldList : IHeaderSink
{
    public List<HeaderField> Fields { get; } = [];

    public static List<HeaderField> Decode(HpackDecoder decoder, ReadOnlySpan<byte> block)
    {
        var list = new FieldList();
        decoder.Decode(block, list);
        return list.Fields;
    }

    public static string Text(HpackDecoder decoder, string hex) =>
        string.Join('|', Decode(decoder, Convert.FromHexString(hex)).Select(f => $"{f.Name}: {f.Value}"));

    public void OnField(HeaderField field) => Fields.Add(field);
}
