using System.Globalization;

namespace CreditQuery.RobustnessNode;

/// <summary>Lines on the standard input, one instruction each; what is to be told goes to the standard error, behind an @.</summary>
/// <remarks>The end of the input is the end of the test: the process dies with it.</remarks>
internal sealed class Instructions(NodeFaults faults)
{
    /// <summary>Begins to follow them.</summary>
    public void Follow() => new Thread(Run) { IsBackground = true, Name = "instructions" }.Start();

    /// <summary>Tells the test something; it is on its way when this returns.</summary>
    public static void Say(string what) => Console.Error.WriteLine("@" + what);

    /// <summary>Tells the test something.</summary>
    public static Task SayAsync(string what) => Console.Error.WriteLineAsync("@" + what);

    private void Run()
    {
        while (Console.In.ReadLine() is { } line)
        {
            Follow(line.Split(' '));
        }

        NodeFaults.Die();
    }

    private void Follow(string[] words)
    {
        switch (words)
        {
            case ["arm", var name, var times, var delayMs]:
                faults.Arm(name, Number(times), Number(delayMs));
                break;
            case ["disk", var bytes]:
                faults.Disk.Room = bytes == "free" ? long.MaxValue : Number(bytes);
                break;
            case ["clock", var seconds]:
                faults.Clock.Step(TimeSpan.FromSeconds(Number(seconds)));
                break;
            case ["power", var seed]:
                faults.Disk.LosePower(new Random(Number(seed)));
                NodeFaults.Die();
                break;
            default:
                Say("unknown " + string.Join(' ', words));
                break;
        }
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
