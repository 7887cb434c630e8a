"""What only the Risk page uses: going through a sample sentence by sentence."""
