using CreditQuery.Index.Apply;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Index;

public sealed class DayScheduleTests
{
    [Fact]
    public void Take_WhateverWasNotedAndSettled_GivesEachRecordOnceInRisingOrder()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (schedule, expected) = (new DaySchedule(), new SortedDictionary<int, SortedSet<SubjectKey>>());
            for (var steps = random.Next(1, 400); steps > 0; steps--)
            {
                switch (random.Next(20))
                {
                    case 0:
                        schedule.Settle();
                        break;
                    case 1:
                        var day = random.Next(1, 6);
                        var due = expected.Where(at => at.Key <= day).ToArray();
                        Assert.Equal(due.SelectMany(static at => at.Value).Order().Distinct(), schedule.Take(day));
                        Array.ForEach(due, at => expected.Remove(at.Key));
                        break;
                    default:
                        var (on, key) = (random.Next(1, 6), new SubjectKey((ulong)random.Next(30), (ulong)random.Next(2)));
                        schedule.Add(on, key);
                        (expected.TryGetValue(on, out var keys) ? keys : expected[on] = []).Add(key);
                        break;
                }
            }

            Assert.Equal(expected.SelectMany(static at => at.Value).Order().Distinct(), schedule.Take(int.MaxValue - 1));
            Assert.Empty(schedule.Next(1));
        }
    }

    [Fact]
    public void Next_DaysAhead_GivesTheNearestFirst()
    {
        var schedule = new DaySchedule();
        schedule.Add(9, new SubjectKey(1, 0));
        schedule.Add(4, new SubjectKey(2, 0));
        schedule.Add(CivilDay.Never, new SubjectKey(3, 0));

        Assert.Equal([(4, new SubjectKey(2, 0)), (9, new SubjectKey(1, 0))], schedule.Next(5));
        Assert.Equal([(4, new SubjectKey(2, 0))], schedule.Next(1));
    }
}
