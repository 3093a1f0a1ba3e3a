using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects.Forms;

namespace CreditQuery.Rules.Subjects;

/// <summary>A run of digits in a text, spaces and dashes between them left out: its last 18 characters and where they stand.</summary>
/// <param name="characters">Room for 18 characters.</param>
/// <param name="places">Room for 18 places.</param>
internal ref struct DigitRun(Span<char> characters, Span<int> places)
{
    /// <summary>Digits of a citizen number of the old form.</summary>
    public const int OldLength = 15;

    private const int MaxSeparators = 3;
    private const int RegionLength = 6;
    private const int OldSequenceStart = 12;
    private readonly Span<char> _characters = characters;
    private readonly Span<int> _places = places;
    private int _count;
    private int _separators;
    private bool _hasOddGroup;
    private bool _ended;

    /// <summary>Place of the 15th character.</summary>
    public readonly int OldEnd => _places[OldLength - 1];

    /// <summary>Takes the next character of the text.</summary>
    /// <param name="written">The character.</param>
    /// <param name="place">Its place.</param>
    /// <returns>False if it does not belong to the run.</returns>
    public bool Take(char written, int place)
    {
        var c = char.ToUpperInvariant(CharacterFold.ToHalfWidth(written));
        if (c is ' ' or '\u00A0' || CharacterFold.IsDash(c))
        {
            _hasOddGroup |= _count is not (RegionLength or OldSequenceStart) && _count < OldLength;
            return ++_separators <= MaxSeparators;
        }

        // An X can only be the last of 18.
        _ended |= !char.IsAsciiDigit(c) && !(c == 'X' && _count >= CitizenIdForm.Length - 1);
        if (_ended)
        {
            return false;
        }

        _ended = c == 'X';
        _separators = 0;
        Push(c, place);
        return true;
    }

    /// <summary>Tells whether the last 18 characters are a citizen number.</summary>
    public readonly bool IsCitizenNumber() =>
        _count >= CitizenIdForm.Length
        && _separators == 0
        && CheckCharacters.CitizenId(_characters) == _characters[^1]
        && CitizenIdForm.BirthDay(_characters) != CivilDay.None;

    /// <summary>Tells whether the run is a citizen number of the old form: 15 digits in one piece or as region, day and sequence.</summary>
    public readonly bool IsOldCitizenNumber()
    {
        if (_count != OldLength || _hasOddGroup || _characters[0] == '0')
        {
            return false;
        }

        Span<char> extended = stackalloc char[CitizenIdForm.Length];
        _characters[..RegionLength].CopyTo(extended);
        "19".CopyTo(extended[RegionLength..]);
        _characters[RegionLength..OldLength].CopyTo(extended[(RegionLength + 2)..]);
        return CitizenIdForm.BirthDay(extended) != CivilDay.None;
    }

    /// <summary>Writes stars over the characters in the text.</summary>
    public readonly void Star(char[] text, int count)
    {
        foreach (var place in _places[..count])
        {
            text[place] = '*';
        }
    }

    private void Push(char c, int place)
    {
        var at = _count++;
        if (at >= CitizenIdForm.Length)
        {
            // Beyond 18 the first one falls out.
            _characters[1..].CopyTo(_characters);
            _places[1..].CopyTo(_places);
            at = CitizenIdForm.Length - 1;
        }

        _characters[at] = c;
        _places[at] = place;
    }
}
