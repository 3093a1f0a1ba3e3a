using System.Globalization;
using CreditQuery.GrpcHosting.Http2.Hpack;
using Microsoft.AspNetCore.Http;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>The header list of one request, checked field by field. Faults are kept until the block is read: the tables need its end.</summary>
/// <remarks>Source: RFC 9113, 8.2 and 8.3.</remarks>
internal sealed class RequestHead
{
    private bool _hasRegular;
    private int _bytes;
    private int _count;

    public RequestHeaders Headers { get; } = new();

    public string? Method { get; private set; }

    public string? Path { get; private set; }

    public string? Scheme { get; private set; }

    public string? Authority { get; private set; }

    /// <summary>null: the client named no length.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>Why the connection has to end; null: it need not.</summary>
    public string? Flaw { get; private set; }

    /// <summary>Why this stream cannot be served; null: it can.</summary>
    public string? StreamFlaw { get; private set; }

    /// <summary>More fields or bytes than the limits allow; those beyond were dropped.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Takes one field of a request's header block.</summary>
    public void Take(HeaderField field, Http2Limits limits)
    {
        _bytes += field.Size;
        if (_bytes > limits.MaxHeaderListBytes || ++_count > limits.MaxHeaderCount)
        {
            IsTooLarge = true;
        }
        else if (!field.IsWellFormed)
        {
            Flaw ??= "A header has a name or a value that HTTP/2 does not allow.";
        }
        else if (field.Known is >= KnownHeader.Authority and <= KnownHeader.OtherPseudo)
        {
            TakePseudo(field);
        }
        else
        {
            TakeRegular(field);
        }
    }

    /// <summary>Says what is missing once all fields are there.</summary>
    /// <param name="scheme">The scheme of the connection.</param>
    public void Finish(string scheme)
    {
        if (Method is not null && HttpMethods.IsConnect(Method))
        {
            StreamFlaw ??= Scheme is not null || Path is not null || Authority is null
                ? "CONNECT takes an authority, no scheme and no path." : null;
        }
        else if (Method is null || Scheme is null || string.IsNullOrEmpty(Path))
        {
            StreamFlaw ??= "A pseudo-header is missing.";
        }
        else if (!string.Equals(Scheme, scheme, StringComparison.OrdinalIgnoreCase))
        {
            StreamFlaw ??= "The scheme is not that of the connection.";
        }
        else if (Path[0] != '/' && !(Path == "*" && HttpMethods.IsOptions(Method)))
        {
            StreamFlaw ??= "The path does not begin with a slash.";
        }

        if (Authority is not null)
        {
            Headers.SetHost(Authority);
        }
    }

    /// <summary>Empties it for the next request.</summary>
    public void Reset()
    {
        Headers.Reset();
        Method = Path = Scheme = Authority = Flaw = StreamFlaw = null;
        ContentLength = null;
        IsTooLarge = _hasRegular = false;
        _bytes = _count = 0;
    }

    private void TakePseudo(HeaderField field)
    {
        if (_hasRegular)
        {
            Flaw ??= "A pseudo-header comes after other headers.";
            return;
        }

        var isNew = false;
        switch (field.Known)
        {
            case KnownHeader.Method:
                isNew = Method is null;
                Method = field.Value;
                break;
            case KnownHeader.Path:
                isNew = Path is null;
                Path = field.Value;
                break;
            case KnownHeader.Scheme:
                isNew = Scheme is null;
                Scheme = field.Value;
                break;
            case KnownHeader.Authority:
                isNew = Authority is null;
                Authority = field.Value;
                break;
        }

        if (!isNew)
        {
            Flaw ??= "A pseudo-header is unknown or comes twice.";
        }
    }

    private void TakeRegular(HeaderField field)
    {
        _hasRegular = true;
        switch (field.Known)
        {
            case KnownHeader.ConnectionSpecific:
                Flaw ??= "A header belongs to the connection of HTTP/1.1.";
                return;
            case KnownHeader.Te when !string.Equals(field.Value, "trailers", StringComparison.OrdinalIgnoreCase):
                Flaw ??= "te is not trailers.";
                return;
            case KnownHeader.ContentLength:
                TakeLength(field.Value);
                break;
        }

        Headers.Take(field);
    }

    private void TakeLength(string value)
    {
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || (ContentLength ?? length) != length)
        {
            StreamFlaw ??= "content-length is no length.";
        }

        ContentLength = length;
    }
}
