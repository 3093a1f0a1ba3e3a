using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CreditQuery.Benchmarks.GrpcCost;

/// <summary>One HTTP/2 connection of a load generator that costs next to nothing: frames are bytes made beforehand.</summary>
/// <remarks>
/// It reads frame headers only and looks into no header block. Blocking, one thread per connection. From the second request on
/// all headers are references to the dynamic table, as h2load sends them.
/// </remarks>
internal sealed class LoadConnection : IDisposable
{
    public const int FrameHeaderBytes = 9;
    private const int LargestFrame = 16 * 1024;
    private const int WindowBytes = int.MaxValue;
    private const int UpdateEvery = 1 << 24;
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte GoAway = 7;
    private const byte WindowUpdate = 8;

    // POST and http of the static table, path, authority, content-type and te of the dynamic one.
    private static readonly byte[] LaterHeaders = [0x83, 0x86, 0xC1, 0xC0, 0xBF, 0xBE];

    private readonly Socket _socket;
    private readonly byte[] _input = new byte[512 * 1024];
    private readonly byte[] _firstHeaders;
    private readonly bool _hasOneStream;
    private byte[] _output = new byte[64 * 1024];
    private int _outputBytes;
    private int _start;
    private int _end;
    private int _consumed;
    private int _nextStream = 1;

    /// <summary>Connects.</summary>
    /// <param name="address">The server.</param>
    /// <param name="path">The method.</param>
    /// <param name="hasOneStream">One stream lives long and needs window; streams of unary calls end long before.</param>
    public LoadConnection(Uri address, string path, bool hasOneStream)
    {
        _hasOneStream = hasOneStream;
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(IPAddress.Loopback, address.Port);
        _firstHeaders = FirstHeaders(path, address.Authority);
        Append("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        Span<byte> window = stackalloc byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(window, 4);
        BinaryPrimitives.WriteInt32BigEndian(window[2..], WindowBytes);
        AppendFrame(Settings, 0, 0, window);
        AppendWindowUpdate(0, WindowBytes - 65_535);
    }

    /// <summary>Bytes that may still be sent on the connection.</summary>
    public int SendWindow { get; private set; } = 65_535;

    /// <summary>Bytes that may still be sent on the last stream, for loads of one stream.</summary>
    public int StreamWindow { get; private set; }

    /// <summary>The server takes no more streams: who has no open one closes.</summary>
    public bool IsGoingAway { get; private set; }

    private int InitialStreamWindow { get; set; } = 65_535;

    /// <summary>Opens a stream.</summary>
    /// <returns>Its number.</returns>
    public int AppendHeaders()
    {
        var stream = _nextStream;
        _nextStream += 2;
        AppendFrame(Headers, 4, stream, stream == 1 ? _firstHeaders : LaterHeaders);
        StreamWindow = InitialStreamWindow;
        return stream;
    }

    public void AppendData(int stream, ReadOnlySpan<byte> data, bool end)
    {
        SendWindow -= data.Length;
        StreamWindow -= data.Length;
        do
        {
            var part = data[..Math.Min(data.Length, LargestFrame)];
            data = data[part.Length..];
            AppendFrame(Data, end && data.IsEmpty ? (byte)1 : (byte)0, stream, part);
        }
        while (!data.IsEmpty);
    }

    public void Send()
    {
        for (var sent = 0; sent < _outputBytes;)
        {
            sent += _socket.Send(_output.AsSpan(sent, _outputBytes - sent));
        }

        _outputBytes = 0;
    }

    /// <summary>Waits for bytes and reads their frames.</summary>
    /// <param name="onData">Gets each piece of the bodies.</param>
    /// <returns>How many streams have ended.</returns>
    public int Receive(Action<ReadOnlySpan<byte>>? onData)
    {
        if (_start > 0)
        {
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            _end -= _start;
            _start = 0;
        }

        var read = _socket.Receive(_input.AsSpan(_end));
        if (read == 0)
        {
            throw new IOException("The server closed the connection.");
        }

        _end += read;
        var ended = 0;
        while (_end - _start >= FrameHeaderBytes)
        {
            var header = _input.AsSpan(_start, FrameHeaderBytes);
            var length = (header[0] << 16) | (header[1] << 8) | header[2];
            if (_end - _start < FrameHeaderBytes + length)
            {
                break;
            }

            ended += Take(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header[5..]), _input.AsSpan(_start + FrameHeaderBytes, length), onData);
            _start += FrameHeaderBytes + length;
        }

        return ended;
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] FirstHeaders(string path, string authority)
    {
        // Literals that enter the dynamic table, in this order: path 65, authority 64, content-type 63, te 62 afterwards.
        List<byte> block = [0x83, 0x86];
        Literal(0x44, path);
        Literal(0x41, authority);
        Literal(0x40 + 31, "application/grpc");
        block.Add(0x40);
        Text("te");
        Text("trailers");
        return [.. block];

        void Literal(byte name, string value)
        {
            block.Add(name);
            Text(value);
        }

        void Text(string value)
        {
            block.Add((byte)value.Length);
            block.AddRange(Encoding.ASCII.GetBytes(value));
        }
    }

    /// <returns>1 when the frame ends a stream.</returns>
    private int Take(byte type, byte flags, int stream, ReadOnlySpan<byte> payload, Action<ReadOnlySpan<byte>>? onData)
    {
        switch (type)
        {
            case Data:
                Consumed(stream, payload.Length);
                onData?.Invoke(payload);
                return flags & 1;
            case Headers:
                return flags & 1;
            case Settings when (flags & 1) == 0:
                ReadSettings(payload);
                AppendFrame(Settings, 1, 0, []);
                return 0;
            case Ping when (flags & 1) == 0:
                AppendFrame(Ping, 1, 0, payload);
                return 0;
            case WindowUpdate when stream == 0:
                SendWindow += BinaryPrimitives.ReadInt32BigEndian(payload);
                return 0;
            case WindowUpdate:
                StreamWindow += BinaryPrimitives.ReadInt32BigEndian(payload);
                return 0;
            case GoAway when BinaryPrimitives.ReadInt32BigEndian(payload[4..]) == 0:
                // The server stops; what is open is still served.
                IsGoingAway = true;
                return 0;
            case Reset or GoAway:
                throw new IOException($"The server sent frame {type} with code {BinaryPrimitives.ReadInt32BigEndian(payload[(type == Reset ? 0 : 4)..])}.");
            default:
                return 0;
        }
    }

    private void ReadSettings(ReadOnlySpan<byte> payload)
    {
        for (; payload.Length >= 6; payload = payload[6..])
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(payload) == 4)
            {
                var window = BinaryPrimitives.ReadInt32BigEndian(payload[2..]);
                StreamWindow += window - InitialStreamWindow;
                InitialStreamWindow = window;
            }
        }
    }

    private void Consumed(int stream, int bytes)
    {
        _consumed += bytes;
        if (_consumed < UpdateEvery)
        {
            return;
        }

        AppendWindowUpdate(0, _consumed);
        if (_hasOneStream)
        {
            AppendWindowUpdate(stream, _consumed);
        }

        _consumed = 0;
    }

    private void AppendWindowUpdate(int stream, int bytes)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, bytes);
        AppendFrame(WindowUpdate, 0, stream, payload);
    }

    private void AppendFrame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header[5..], stream);
        Append(header);
        Append(payload);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_outputBytes + bytes.Length > _output.Length)
        {
            Array.Resize(ref _output, 2 * (_outputBytes + bytes.Length));
        }

        bytes.CopyTo(_output.AsSpan(_outputBytes));
        _outputBytes += bytes.Length;
    }
}
