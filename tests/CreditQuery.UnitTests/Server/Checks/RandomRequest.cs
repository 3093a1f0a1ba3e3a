using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.UnitTests.Server.Checks;

/// <summary>Requests of every shape, and bytes that only resemble some.</summary>
internal sealed class RandomRequest(int seed)
{
    private static readonly string[] Words =
    [
        "", "x", "admin_license", "consumption", "999999", "2026-11-22", "999999190001010015", "９１９９", "某某某", "naïve", new('a', 63), new('a', 64), new('a', 65),
        new('长', 22), new('b', 127), new('b', 128), new('c', 256), new('c', 257), new('c', 300), new('长', 257), "\0", "\ud83d\ude00",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Fields in another order, twice, merged, overlong, of the wrong type or unknown.</summary>
    public static IEnumerable<byte[]> Orders => new[]
    {
        "", "1A0178", "1A01781A0179", "1A017812040A0208011A00", "120408011201391A0178", "12020801120212001A0178", "12031201391203120138", "120508011201391203120138",
        "3A04 0A02 0A00", "3A04 0A02 0A00 3A04 1202 1A00", "3A00", "3A02 0A00", "3A07 0A05 0A01780A00", "2A03 0A0178 3A04 0A02 0A00", "3A04 0A02 0A00 2A03 0A0178",
        "3A08 0A02 0A00 1202 1A00", "3A06 1204 0A024731", "3A0A 1208 0A0147 12014B 1A00", "8A0100", "B80101", "B80102", "B8017F", "B801FF01", "B80180808080808080808001", "B800", "BA0101", "B8", "B801",
        "A20100", "A201020805", "A2010408051001", "A2010408051001A20100", "A201020880", "A2010B08FFFFFFFFFFFFFFFFFF01", "A2010A08FFFFFFFFFFFFFFFFFF", "A2010610FFFFFFFF0F", "A2010610FFFFFFFF07",
        "AA0100", "AA010410011801", "B20100", "0A02C328", "0A03E4BDA0", "1A01FF", "7A01C0", "120412 02C328", "12041A02ED A0", "92018000", "9A8101 00", "0A8000", "0A8100 78", "0A810078", "0A81808000 78",
        "00", "07", "0F", "0B0C", "0B", "0C", "F80101", "FA0701 00", "C23E0178", "9A0601 00", "1202 0800", "1203088001", "12060880808080 10", "120A08FFFFFFFFFFFFFFFFFF01", "120208 0D", "12037201 00",
        "12097900000000000000 00", "12097901000000000000 00", "1205 1201 39 1A00", "1204 2201 00 00", "1202 1501", "12051500000000", "1280", "12FF", "12FFFFFFFF0F", "1A80808080 08",
    }.Select(static hex => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    /// <summary>A message; most hold what most requests hold.</summary>
    public CheckSubjectRequest Check()
    {
        var request = new CheckSubjectRequest
        {
            RequestId = Maybe(Word),
            Subject = One(8) ? null : Subject(),
            Scenario = Word(),
            AsOf = Maybe(Word),
            Region = Maybe(Word),
            Purpose = Maybe(Word),
            OperatorId = Maybe(Word),
            WorkItemNo = Maybe(Word),
            ConsentRef = Maybe(Word),
            Explain = One(3),
            MaxStaleness = One(3) ? Time() : null,
        };
        if (One(6))
        {
            request.AtLeast = new LogPosition { Epoch = Word(), Revision = (ulong)_random.NextInt64() };
            request.Wait = One(2) ? Time() : null;
        }

        for (var parties = One(6) ? _random.Next(3) : 0; parties > 0; parties--)
        {
            request.Parties.Add(new Party { Role = Word(), Subject = One(4) ? null : Subject() });
        }

        if (One(2))
        {
            SetItem(request);
        }

        return request;
    }

    /// <summary>A message of a stream, changed at random in one case of two.</summary>
    public byte[] Streamed()
    {
        var message = _random.Next(8) switch
        {
            0 => new StreamChecksRequest(),
            1 => new StreamChecksRequest { Common = Check() },
            _ => new StreamChecksRequest { Check = Check() },
        };
        var bytes = message.ToByteArray();
        return _random.Next(4) switch
        {
            0 => [.. bytes, .. new StreamChecksRequest { Check = Check() }.ToByteArray()],
            1 => Mutate(bytes),
            _ => bytes,
        };
    }

    /// <summary>The bytes of a message with some changed, taken out, put in, repeated, or another message behind them.</summary>
    public byte[] Mutated() => Mutate(Check().ToByteArray());

    private byte[] Mutate(byte[] bytes)
    {
        var changed = bytes.ToList();
        for (var times = 1 + _random.Next(3); times > 0; times--)
        {
            var at = _random.Next(changed.Count + 1);
            switch (_random.Next(7))
            {
                case 0 when at < changed.Count:
                    changed[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when at < changed.Count:
                    changed[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    changed.Insert(at, (byte)_random.Next(256));
                    break;
                case 3 when at < changed.Count:
                    changed.RemoveAt(at);
                    break;
                case 4:
                    changed.AddRange(changed.Take(at).ToArray());
                    break;
                case 5:
                    changed.AddRange(Check().ToByteArray());
                    break;
                default:
                    changed.AddRange(Unknown());
                    break;
            }
        }

        return [.. changed];
    }

    /// <summary>A field of a number that the contract does not have, of any wire type.</summary>
    private byte[] Unknown()
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            var field = _random.Next(24, 5000);
            switch (_random.Next(4))
            {
                case 0:
                    output.WriteTag(field, WireFormat.WireType.Varint);
                    output.WriteUInt64((ulong)_random.NextInt64());
                    break;
                case 1:
                    output.WriteTag(field, WireFormat.WireType.Fixed32);
                    output.WriteFixed32((uint)_random.Next());
                    break;
                case 2:
                    output.WriteTag(field, WireFormat.WireType.LengthDelimited);
                    output.WriteString(Word());
                    break;
                default:
                    output.WriteTag(field, WireFormat.WireType.StartGroup);
                    output.WriteTag(field, WireFormat.WireType.EndGroup);
                    break;
            }
        }

        return bytes.ToArray();
    }

    private Subject Subject()
    {
        var subject = new Subject { Type = (IdentifierType)_random.Next(14), Value = Word(), Name = Maybe(Word) };
        if (One(20))
        {
            subject.Type = (IdentifierType)_random.Next(int.MinValue, int.MaxValue);
        }

        if (One(20))
        {
            subject.SealedKey = ByteString.CopyFromUtf8(Word());
            subject.SealedName = (ulong)_random.NextInt64();
        }

        return subject;
    }

    private void SetItem(CheckSubjectRequest request)
    {
        switch (_random.Next(7))
        {
            case 0:
                request.Approval = new ApprovalItem { IndustryCode = Word(), MatterCode = Word() };
                break;
            case 1:
                request.Tender = new TenderItem { Stage = Word(), Role = Word() };
                break;
            case 2:
                request.Other = new OtherItem { Code = Word(), Params = { [Word()] = Word() } };
                break;
            case 3:
                request.Consumption = new ConsumptionItem { Hotel = new HotelStay { Stars = _random.Next(-1, 7) } };
                break;
            case 4:
                request.Consumption = new ConsumptionItem();
                break;
            case 5:
                request.Consumption = new ConsumptionItem { Air = new AirTravel { Cabin = Maybe(Word) } };
                break;
            default:
                request.Consumption = new ConsumptionItem { Rail = new RailTravel { TrainNo = Maybe(Word), TrainType = Maybe(Word), Seat = Maybe(Word) } };
                break;
        }
    }

    private Duration Time() => new() { Seconds = One(5) ? _random.NextInt64(long.MinValue, long.MaxValue) : _random.Next(100), Nanos = One(3) ? _random.Next(int.MinValue, int.MaxValue) : 0 };

    private string Word() => Words[_random.Next(Words.Length)];

    private string Maybe(Func<string> text) => One(3) ? text() : "";

    private bool One(int of) => _random.Next(of) == 0;
}
