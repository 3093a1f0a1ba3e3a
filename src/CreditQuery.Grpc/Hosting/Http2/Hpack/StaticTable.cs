using System.Text;

namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>The fields that both sides know without having sent them. Source: RFC 7541, appendix A.</summary>
internal static class StaticTable
{
    /// <summary>Index of :status; with a value of its own: 200.</summary>
    public const int Status200 = 8;

    /// <summary>Index of content-length.</summary>
    public const int ContentLength = 28;

    /// <summary>Index of content-type.</summary>
    public const int ContentType = 31;

    /// <summary>Index of date.</summary>
    public const int Date = 33;

    /// <summary>How many there are; the dynamic table begins after them.</summary>
    public const int Count = 61;

    /// <summary>By index, from 1; nothing has index 0.</summary>
    private static readonly HeaderField?[] ByIndex =
        [null, .. StaticTableDefinition.Fields.Select(f => new HeaderField(HeaderNames.Find(Encoding.Latin1.GetBytes(f.Name))!, f.Value))];

    /// <summary>The field of an index from 1 to <see cref="Count"/>.</summary>
    public static HeaderField Field(int index) => ByIndex[index]!;
}
