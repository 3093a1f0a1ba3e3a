using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Google.Protobuf.WellKnownTypes;
using Field = CreditQuery.Protos.V1.CheckSubjectRequest;
using FieldOfStream = CreditQuery.Protos.V1.StreamChecksRequest;
using FieldOfSubject = CreditQuery.Protos.V1.Subject;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>Reads checks from their bytes, without making messages of those that hold nothing unusual.</summary>
/// <remarks>
/// It reads subject, scenario, day, region, ground, bound of age and the wish for an explanation, each at most as the generated code would. A
/// field that it does not know or that is not well formed, a subject that comes twice, a text that is no UTF-8: then the generated code reads
/// the whole message, so that there is one opinion about every unusual one (AskedCheckReaderTests).
/// </remarks>
internal static class AskedCheckReader
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;

    // Longest message that is copied together when the transport has it in two pieces.
    private const int MostPieced = 512;

    private const int RequestId = (Field.RequestIdFieldNumber << 3) | LengthDelimited;
    private const int SubjectTag = (Field.SubjectFieldNumber << 3) | LengthDelimited;
    private const int Scenario = (Field.ScenarioFieldNumber << 3) | LengthDelimited;
    private const int Consumption = (Field.ConsumptionFieldNumber << 3) | LengthDelimited;
    private const int AsOf = (Field.AsOfFieldNumber << 3) | LengthDelimited;
    private const int Region = (Field.RegionFieldNumber << 3) | LengthDelimited;
    private const int Purpose = (Field.PurposeFieldNumber << 3) | LengthDelimited;
    private const int OperatorId = (Field.OperatorIdFieldNumber << 3) | LengthDelimited;
    private const int WorkItemNo = (Field.WorkItemNoFieldNumber << 3) | LengthDelimited;
    private const int ConsentRef = (Field.ConsentRefFieldNumber << 3) | LengthDelimited;
    private const int MaxStaleness = (Field.MaxStalenessFieldNumber << 3) | LengthDelimited;
    private const int Explain = (Field.ExplainFieldNumber << 3) | Varint;
    private const int SubjectType = (FieldOfSubject.TypeFieldNumber << 3) | Varint;
    private const int SubjectValue = (FieldOfSubject.ValueFieldNumber << 3) | LengthDelimited;
    private const int SubjectName = (FieldOfSubject.NameFieldNumber << 3) | LengthDelimited;
    private const int StreamedCheck = (FieldOfStream.CheckFieldNumber << 3) | LengthDelimited;
    private const int Seconds = (Duration.SecondsFieldNumber << 3) | Varint;
    private const int Nanos = (Duration.NanosFieldNumber << 3) | Varint;

    /// <summary>Reads a CheckSubjectRequest.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">They are no message.</exception>
    public static AskedCheck ReadSingle(in ReadOnlySequence<byte> bytes)
    {
        var asked = AskedCheck.Rent();
        if (!TryRead(bytes, asked, isStreamed: false))
        {
            asked.Take(CheckSubjectRequest.Parser.ParseFrom(bytes));
        }

        return asked;
    }

    /// <summary>Reads a StreamChecksRequest.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">They are no message.</exception>
    public static AskedCheck ReadStreamed(in ReadOnlySequence<byte> bytes)
    {
        var asked = AskedCheck.Rent();
        if (TryRead(bytes, asked, isStreamed: true))
        {
            asked.Part = AskedPart.Check;
            return asked;
        }

        asked.Clear();
        var message = StreamChecksRequest.Parser.ParseFrom(bytes);
        if ((message.Check ?? message.Common) is { } request)
        {
            asked.Take(request);
            asked.Part = message.Check is null ? AskedPart.Common : AskedPart.Check;
        }

        return asked;
    }

    private static bool TryRead(in ReadOnlySequence<byte> bytes, AskedCheck asked, bool isStreamed)
    {
        if (bytes.IsSingleSegment)
        {
            return TryRead(bytes.FirstSpan, asked, isStreamed);
        }

        if (bytes.Length > MostPieced)
        {
            return false;
        }

        Span<byte> together = stackalloc byte[MostPieced];
        bytes.CopyTo(together);
        var isRead = TryRead(together[..(int)bytes.Length], asked, isStreamed);
        together.Clear();
        return isRead;
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, AskedCheck asked, bool isStreamed)
    {
        if (!isStreamed)
        {
            return TryRead(bytes, asked);
        }

        var fields = new FieldReader(bytes);
        return fields.TryTag(out var tag) && tag == StreamedCheck && fields.TryBytes(out var check) && fields.IsAtEnd && TryRead(check, asked);
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, AskedCheck asked)
    {
        var fields = new FieldReader(bytes);
        var hasSubject = false;
        while (!fields.IsAtEnd)
        {
            if (!fields.TryTag(out var tag))
            {
                return false;
            }

            if (tag == Explain)
            {
                if (!fields.TryByte(out var flag))
                {
                    return false;
                }

                asked.Explain = flag != 0;
                continue;
            }

            if (!fields.TryBytes(out var value))
            {
                return false;
            }

            // Messages that come twice are merged, not replaced: that is left to the generated code.
            var isTaken = tag == SubjectTag
                ? !hasSubject && TryReadSubject(value, asked)
                : TryTake(tag, value, asked);
            if (!isTaken)
            {
                return false;
            }

            hasSubject |= tag == SubjectTag;
        }

        return true;
    }

    private static bool TryTake(int tag, ReadOnlySpan<byte> value, AskedCheck asked)
    {
        switch (tag)
        {
            case RequestId:
                return asked.TryTakeRequestId(value);
            case Scenario:
                return asked.TryTakeScenario(value);
            case Region:
                return asked.TryTakeRegion(value);
            case AsOf:
                return asked.TryTakeAsOf(value);
            case Consumption:
                return asked.TryTakeJourney(value);
            case MaxStaleness:
                return asked.MaxStaleness is null && TryReadDuration(value, asked);
            case Purpose or OperatorId or WorkItemNo or ConsentRef when Utf8.IsValid(value):
                var length = Encoding.UTF8.GetCharCount(value);
                asked.Ground = tag switch
                {
                    Purpose => asked.Ground with { Purpose = length },
                    OperatorId => asked.Ground with { OperatorId = length },
                    WorkItemNo => asked.Ground with { WorkItemNo = length },
                    _ => asked.Ground with { ConsentRef = length },
                };
                return true;
            default:
                return false;
        }
    }

    private static bool TryReadSubject(ReadOnlySpan<byte> bytes, AskedCheck asked)
    {
        var fields = new FieldReader(bytes);
        while (!fields.IsAtEnd)
        {
            if (!fields.TryTag(out var tag))
            {
                return false;
            }

            if (tag == SubjectType)
            {
                if (!fields.TryByte(out var type))
                {
                    return false;
                }

                asked.TakeType(type);
                continue;
            }

            if (!fields.TryBytes(out var value)
                || !(tag == SubjectValue ? asked.TryTakeValue(value) : tag == SubjectName && asked.TryTakeName(value)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadDuration(ReadOnlySpan<byte> bytes, AskedCheck asked)
    {
        var fields = new FieldReader(bytes);
        var duration = new Duration();
        while (!fields.IsAtEnd)
        {
            if (!fields.TryTag(out var tag) || !fields.TryNumber(out var number))
            {
                return false;
            }

            if (tag == Seconds)
            {
                duration.Seconds = number;
            }
            else if (tag == Nanos && number <= int.MaxValue)
            {
                duration.Nanos = (int)number;
            }
            else
            {
                return false;
            }
        }

        asked.MaxStaleness = duration;
        return true;
    }
}
