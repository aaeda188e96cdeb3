"""What an office decides: the policy, the known findings, the waivers, and the judgement made from them."""
