using System.Globalization;
using CreditQuery.GrpcHosting.Http2.Hpack;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>The date of responses as a header field, made once a second for all connections. Source: RFC 9110, 6.6.1.</summary>
internal sealed class DateHeader(TimeProvider time)
{
    private readonly TimeProvider _time = time;
    private byte[] _field = [];
    private long _madeAt = long.MinValue;

    /// <summary>The field as it stands in a header block.</summary>
    public ReadOnlySpan<byte> Field
    {
        get
        {
            // The clock of ticks costs less than that of dates; two threads may make the same field.
            var second = Environment.TickCount64 / 1000;
            if (Volatile.Read(ref _madeAt) != second)
            {
                Volatile.Write(ref _field, Make());
                Volatile.Write(ref _madeAt, second);
            }

            return Volatile.Read(ref _field);
        }
    }

    private byte[] Make()
    {
        var text = _time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var field = new byte[HpackEncoder.MaxLiteralBytes(0, text.Length)];
        HpackEncoder.TryWriteLiteral(StaticTable.Date, text, field, out var written);
        return field[..written];
    }
}
