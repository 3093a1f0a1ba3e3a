namespace CreditQuery.Rules.Subjects;

/// <summary>Writes identifiers as answers may show them. Masks are made when answering and stand nowhere at rest.</summary>
/// <remarks>Source: F194 and architecture, chapter 3; how much is shown is a choice of ours.</remarks>
public static class IdentifierMask
{
    private const int CitizenHead = 6;
    private const int CitizenTail = 4;
    private const char Hidden = '*';

    /// <summary>Masks an identifier.</summary>
    /// <param name="identifier">The decrypted block.</param>
    /// <returns>Unified code, organisation code and registration number in full; a citizen number with its first six and last four characters;
    /// others with at most a quarter at either end; three stars for a hash, which holds no characters.</returns>
    public static string Of(PackedIdentifier identifier)
    {
        Span<char> text = stackalloc char[PackedIdentifier.MaxLength];
        return identifier.TryUnpack(text, out var length) ? Of(identifier.Type, text[..length]) : new string(Hidden, 3);
    }

    /// <summary>Masks normalised characters.</summary>
    /// <param name="type">Type of the identifier.</param>
    /// <param name="text">Its characters.</param>
    /// <returns>As above.</returns>
    public static string Of(IdentifierType type, ReadOnlySpan<char> text)
    {
        if (!IdentifierParser.IsPersonal(type))
        {
            return text.ToString();
        }

        var quarter = text.Length / 4;
        var (head, tail) = type == IdentifierType.CitizenId && text.Length > CitizenHead + CitizenTail
            ? (CitizenHead, CitizenTail)
            : (Math.Min(quarter, 3), Math.Min(quarter, 4));
        return string.Create(text.Length, new MaskState(text, head, tail), static (target, state) =>
        {
            target.Fill(Hidden);
            state.Text[..state.Head].CopyTo(target);
            state.Text[^state.Tail..].CopyTo(target[^state.Tail..]);
        });
    }

    private readonly ref struct MaskState(ReadOnlySpan<char> text, int head, int tail)
    {
        public readonly ReadOnlySpan<char> Text = text;
        public readonly int Head = head;
        public readonly int Tail = tail;
    }
}
