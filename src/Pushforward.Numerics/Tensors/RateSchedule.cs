namespace Pushforward.Numerics.Tensors;

/// <summary>The learning rate at each step, from step 0. Records, so that a resolved configuration can show them.</summary>
public abstract record RateSchedule
{
    private RateSchedule()
    {
    }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">From 0.</param>
    public abstract double At(long step);

    /// <summary>One rate throughout.</summary>
    /// <param name="rate">The rate.</param>
    public static RateSchedule Constant(double rate) => new ConstantRate(rate);

    /// <summary>
    /// One rate up to a step, then half a cosine down to another at the end, and that one from there on (Loshchilov &amp; Hutter 2017,
    /// arXiv:1608.03983, without restarts).
    /// </summary>
    /// <param name="rate">The first rate.</param>
    /// <param name="end">The step at which the last rate is reached.</param>
    /// <param name="begin">The step at which the descent begins.</param>
    /// <param name="final">The last rate.</param>
    /// <exception cref="ArgumentException">The end does not come after the beginning.</exception>
    public static RateSchedule Cosine(double rate, long end, long begin = 0, double final = 0) => begin >= 0 && end > begin
        ? new CosineRate(rate, end, begin, final)
        : throw new ArgumentException($"cosine schedule: expected 0 <= begin < end, got begin {begin} and end {end}.");

    /// <summary>A rate multiplied by a factor every so many steps.</summary>
    /// <param name="rate">The first rate.</param>
    /// <param name="every">How many steps one rate lasts; at least 1.</param>
    /// <param name="factor">What it is then multiplied by.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 step.</exception>
    public static RateSchedule Step(double rate, long every, double factor) => every >= 1
        ? new StepRate(rate, every, factor)
        : throw new ArgumentOutOfRangeException(nameof(every), every, $"every: expected at least 1 step, got {every} (step schedule).");

    /// <summary>This schedule, its first steps scaled from near 0 up to 1 in a straight line.</summary>
    /// <param name="steps">How many; 0 changes nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 0 steps.</exception>
    public RateSchedule WithWarmUp(long steps) => steps >= 0
        ? new WarmUpRate(this, steps)
        : throw new ArgumentOutOfRangeException(nameof(steps), steps, $"steps: expected at least 0, got {steps} (warm-up).");

    private sealed record ConstantRate(double Rate) : RateSchedule
    {
        public override double At(long step) => Rate;
    }

    private sealed record CosineRate(double Rate, long End, long Begin, double Final) : RateSchedule
    {
        public override double At(long step)
        {
            double progress = Math.Clamp((step - Begin) / (double)(End - Begin), 0, 1);
            return Final + (Rate - Final) * 0.5 * (1 + Math.Cos(Math.PI * progress));
        }
    }

    private sealed record StepRate(double Rate, long Every, double Factor) : RateSchedule
    {
        public override double At(long step) => Rate * Math.Pow(Factor, step / Every);
    }

    private sealed record WarmUpRate(RateSchedule Inner, long Steps) : RateSchedule
    {
        public override double At(long step) => Inner.At(step) * (step < Steps ? (step + 1.0) / Steps : 1);
    }
}
